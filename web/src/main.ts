// Entry: styles and the page.
import './styles/base.css';
import './styles/header.css';
import './styles/suggestions.css';
import './styles/toolbar.css';
import './styles/facets.css';
import './styles/sheet.css';
import './styles/card.css';
import './styles/explanation.css';
import './styles/panels.css';
import { Page } from './page';

const page = new Page();
document.getElementById('app')?.append(page.element);
page.start();
