/* oxlint-disable typescript/no-unsafe-call -- plain browser code, outside the type check of the server */
// A sign-in link carries the token behind the #, where no server, proxy or log sees it.
const fragment = location.hash.slice(1);
if (fragment !== '') {
  history.replaceState(null, '', location.pathname);
  document.getElementById('token').value = decodeURIComponent(fragment);
  document.getElementById('sign-in').requestSubmit();
}
