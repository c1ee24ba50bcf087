import { z } from 'zod';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time as people write it: `30m`, `4h`, `3d`; up to a year. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'write a span of time such as 30m, 4h or 3d')
  .refine((text) => spanMs(text) <= 365 * units.d, 'is longer than a year');

/** The milliseconds of a checked span. */
export function spanMs(text: string): number {
  const unit = text.at(-1);
  return Number(text.slice(0, -1)) * (unit === 'd' || unit === 'h' ? units[unit] : units.m);
}

/** A span in words, in the largest unit that it fills: `3 days`. */
export function spanText(ms: number): string {
  const [size, word] =
    ms >= units.d ? [units.d, 'day'] : ms >= units.h ? [units.h, 'hour'] : [units.m, 'minute'];
  const count = Math.floor(ms / size);
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
