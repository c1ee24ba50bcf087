import { render } from 'preact';
import './style.css';
import { hear, listen } from './live/stream.ts';
import { follow } from './queue/follow.ts';
import { loadRows } from './queue/rows.ts';
import { App } from './shell/app.tsx';
import { watchLinks } from './shell/router.ts';
import { loadMe } from './shell/me.ts';

const root = document.getElementById('app');
if (root !== null) {
  watchLinks();
  void loadMe();
  void loadRows();
  hear(follow);
  listen();
  render(<App />, root);
}
