import { render } from 'preact';
import './style.css';
import { listen } from './live/stream.ts';
import { App } from './shell/app.tsx';
import { watchLinks } from './shell/router.ts';
import { loadMe } from './shell/me.ts';

const root = document.getElementById('app');
if (root !== null) {
  watchLinks();
  void loadMe();
  listen();
  render(<App />, root);
}
