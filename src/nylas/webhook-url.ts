import { SetupError } from '#errors.ts';

/** The address Nylas delivers to, for a base such as PUBLIC_URL. An address with a path of its own is kept. */
export function webhookUrlOf(base: string): string {
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SetupError(`"${base}" is not an address such as https://mail.example.com`);
  }
  if (url.pathname === '/') url.pathname = '/webhooks/nylas';
  return url.href;
}
