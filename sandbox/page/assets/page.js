// Keeps what is shown current: asks for the same page again and swaps the parts that changed. Forms are left alone.
const everyMs = 1500;

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id);
    if (next && next.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.innerHTML = next.innerHTML;
    }
  }
  const target = fresh.querySelector('input[name="in_reply_to"]');
  const field = document.querySelector('input[name="in_reply_to"]');
  if (target && field) field.setAttribute('value', target.getAttribute('value') ?? '');
}

function loop() {
  void refresh()
    .catch(() => {})
    .finally(() => setTimeout(loop, everyMs));
}

setTimeout(loop, everyMs);
