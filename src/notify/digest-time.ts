import { type DigestTarget, weekdays } from '#domain/notify-config.ts';

/** A digest that could not be made at its time is made up to so long after it. */
const LATE_MINUTES = 120;

/** The day (YYYY-MM-DD in the digest's zone) whose digest is due now; undefined when none is. */
export function dayDue({ at, zone, days }: DigestTarget, nowMs: number): string | undefined {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(nowMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  const weekday = weekdays.find((day) => day === part('weekday').toLowerCase());
  if (weekday === undefined || !days.includes(weekday)) return undefined;
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const late = Number(part('hour')) * 60 + Number(part('minute')) - (hour * 60 + minute);
  return late >= 0 && late <= LATE_MINUTES ? `${part('year')}-${part('month')}-${part('day')}` : undefined;
}
