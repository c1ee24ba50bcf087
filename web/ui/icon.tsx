/** Outlines on a grid of 24, drawn with the colour of the text. */
const paths = {
  inbox: 'M4 13.5 6.5 5h11L20 13.500V19H4zM4 13.500h5l1 2h4l1-2h5',
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  threads: 'M5 5h14v9h-8l-4 4v-4H5z',
  agents: 'M7 9h10v9H7zM12 9V5M9.5 13v1M14.5 13v1M4 12v3M20 12v3',
  health: 'M12 20s-7-4.5-7-10a4 4 0 0 1 7-2.500A4 4 0 0 1 19 10c0 5.5-7 10-7 10z',
  keyboard: 'M3 7h18v10H3zM6.5 10.500h.01M10 10.500h.01M13.5 10.500h.01M17 10.500h.01M8 14h8',
  leave: 'M14 5H6v14h8M11 12h9M17 9l3 3-3 3',
  close: 'M6.5 6.500l11 11M17.5 6.500l-11 11',
  alert: 'M12 4 2.5 20h19zM12 10v4.500M12 17.200v.01',
  check: 'M5 12.5 10 17.5 19.5 7',
  pencil: 'M5 19h3.500L19 8.5 15.5 5 5 15.500zM13 7.500l3.5 3.5',
  reject: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.5 17.500l11-11',
  revise: 'M5 12a7 7 0 0 1 12-5l2 2M19 5v4h-4M19 12a7 7 0 0 1-12 5l-2-2M5 19v-4h4',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2',
  person: 'M12 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 20c.5-4 3-6 7-6s6.5 2 7 6',
  note: 'M6 4h12v11l-5 5H6zM13 20v-5h5',
  search: 'M10.5 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM14.5 14.5 20 20',
  filter: 'M4 6h16M7 12h10M10 18h4',
  back: 'M11 6l-6 6 6 6M5 12h14',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  paperclip: 'M18 11l-7 7a4 4 0 0 1-6-6l7.5-7.500a2.7 2.7 0 0 1 4 4L9.5 15.5',
  link: 'M10 14a4 4 0 0 0 5.5 0l3-3a4 4 0 0 0-5.5-5.500l-1 1M14 10a4 4 0 0 0-5.5 0l-3 3A4 4 0 0 0 11 18.500l1-1',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  shield: 'M12 3.500l7 3v5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9v-5z',
  tool: 'M14.5 6a4 4 0 0 0-5 5L4 16.5 7.5 20l5.5-5.500a4 4 0 0 0 5-5l-2.5 2.5-3-3z',
  down: 'M6 9.500l6 6 6-6',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
} as const;

export type IconName = keyof typeof paths;

/** Says nothing by itself: the text or the label beside it does. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
