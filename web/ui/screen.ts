import { signal } from '@preact/signals';

const wide = matchMedia('(min-width: 761px)');

/** Whether list and detail stand side by side; on phones they are two screens. */
export const isWide = signal(wide.matches);
wide.addEventListener('change', ({ matches }) => (isWide.value = matches));
