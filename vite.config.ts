import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

/** Builds the page to `dist/web`; the server answers its files under `/app/`. */
export default defineConfig({
  root: 'web',
  base: '/app/',
  plugins: [tailwindcss()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsDir: '',
    // Nothing inline, so that the CSP can forbid it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    target: 'es2023',
  },
});
