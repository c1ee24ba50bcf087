/* oxlint-disable typescript/no-unsafe-call -- plain browser code, outside the type check of the server */
// A sign-in link carries the token behind the #, where no server, proxy or log sees it.
const fragment = location.hash.slice(1);
const form = document.getElementById('token-form');
if (fragment !== '' && form !== null) {
  history.replaceState(null, '', location.pathname + location.search);
  const more = document.getElementById('by-token');
  if (more !== null) more.open = true;
  document.getElementById('token').value = decodeURIComponent(fragment);
  form.requestSubmit();
}
