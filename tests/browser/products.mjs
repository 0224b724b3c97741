// A small shop for the browser tests: enough kurtas for a second page, and one of everything that a card must show
// (no price, no rating, out of stock, cash on delivery, a picture, Devanagari, a long title, variants, markup).

/** Where pictures come from: no such host exists, the tests answer for it. */
export const kPictureHost = 'http://pictures.test';

const kBrands = ['Rangmanch', 'Neelam', 'Jaipur Loom', 'Khadi & Co', 'Meera'];
const kColors = ['red', 'blue', 'green', 'yellow', 'indigo', 'white'];
const kCuts = ['straight', 'anarkali', 'A-line', 'short', 'embroidered', 'printed'];

function kurta(number) {
  const brand = kBrands[number % kBrands.length];
  const color = kColors[number % kColors.length];
  const original = 999 + 100 * (number % 14);
  return {
    id: `KURTA${number}`,
    title: `${brand} ${color} ${kCuts[(number * 5) % kCuts.length]} cotton kurta for women`,
    description: 'Soft handwoven cotton with side slits and three-quarter sleeves.',
    brand,
    categories: ['Fashion > Kurtas'],
    price: Math.round(original * (0.35 + 0.04 * (number % 11))),
    original_price: original,
    rating: 3.1 + 0.2 * (number % 9),
    rating_count: 7 + 131 * number,
    stock: number % 9 === 4 ? 0 : 12,
    cod_available: number % 3 !== 1,
    seller_id: `s${number % 4}`,
    attributes: { color },
  };
}

const kOthers = [
  { id: 'WATCH1', title: 'Tikk Pulse 2 smart watch with AMOLED display and heart rate monitor', brand: 'Tikk',
    categories: ['Electronics > Smart Watches'], price: 1799, original_price: 6999, rating: 4.2, rating_count: 21894,
    cod_available: true, image: `${kPictureHost}/watch.svg` },
  { id: 'WATCH2', title: 'Samay Classic smart watch, 1.85 inch', brand: 'Samay', categories: ['Electronics > Smart Watches'],
    price: 1299, original_price: 4999, rating: 4.0, rating_count: 812, cod_available: true },
  { id: 'WATCH3', title: 'Samay Titan Grey smart watch for men with GPS', brand: 'Samay',
    categories: ['Electronics > Smart Watches'], price: 129999, original_price: 149900, rating: 4.7, rating_count: 54 },
  { id: 'WATCH4', title: 'Kids smart watch with camera and games', brand: 'Nanhe', categories: ['Electronics > Smart Watches'],
    rating: 3.4, rating_count: 19, image: `${kPictureHost}/gone.svg` },
  { id: 'AC1', title: 'Himalay 1.5 ton 5 star inverter split AC, copper, 2024 model, convertible 6-in-1 cooling with PM 2.5 filter',
    brand: 'Himalay', categories: ['Appliances > Air Conditioners'], price: 42990, original_price: 67990, rating: 4.3,
    rating_count: 3410, link: 'https://shop.example/ac1' },
  { id: 'AC2', title: 'Himalay 1 ton 3 star window AC', brand: 'Himalay', categories: ['Appliances > Air Conditioners'],
    price: 27490, original_price: 35000, rating: 3.9, rating_count: 511, stock: 0 },
  { id: 'EAR1', title: 'Dhun Buds wireless earphones with 40 hours of playtime', brand: 'Dhun',
    categories: ['Electronics > Headphones'], price: 999, original_price: 2990, rating: 4.1, rating_count: 8123, cod_available: true },
  ...['S', 'M', 'L', 'XL'].map((size, at) => ({ id: `TEE${at}`, title: `Dhaaga plain round neck tshirt, size ${size}`, brand: 'Dhaaga',
    categories: ['Fashion > T-Shirts'], price: 399 + at, rating: 4, rating_count: 40, variant_group: 'tee', attributes: { color: 'black', size } })),
  { id: 'MARKUP1', title: 'Lantern <img src=x onerror="document.title=1"> & <mark>lamp</mark>', brand: '<b>Deepak</b>',
    categories: ['Home > Lamps'], price: 250 },
  { id: 'HINDI1', title: 'सूती कुर्ता महिलाओं के लिए, नीला', brand: 'Meera', categories: ['Fashion > Kurtas'], price: 649,
    original_price: 1299, rating: 4.4, rating_count: 96, cod_available: true },
  { id: 'BOOK1', title: 'A short history of Indian textiles', brand: 'Granth', categories: ['Books'], price: 350 },
  { id: 'PAN1', title: 'Cast iron tawa, 26 cm, pre-seasoned', brand: 'Rasoi', categories: ['Kitchen > Cookware'], price: 899,
    original_price: 1200, rating: 4.6, rating_count: 1250 },
];

export const kProducts = [...Array.from({ length: 40 }, (_, number) => kurta(number)), ...kOthers].map((product) => ({
  link: `https://shop.example/${product.id.toLowerCase()}`,
  ...product,
}));
