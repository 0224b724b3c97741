// Builds the first page into plain files: index.html and hashed assets below /assets/. The program embeds the result
// (see cmake/KhojWeb.cmake). `npm run dev` serves the sources and passes API calls on to a khoj server.
import { defineConfig, type Plugin } from 'vite';

/** The built page may talk to its own server only; pictures may come from wherever the catalogue says. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content:
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
          "img-src 'self' http: https: data:; base-uri 'none'; form-action 'self'",
      },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  plugins: [contentSecurityPolicy],
  build: {
    outDir: '../build/web',
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: true,
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/redoc', '/openapi.json', '/health'].map((path) => [path, 'http://127.0.0.1:8000']),
    ),
  },
});
