/** The style of the page; it stands in the page, under a hash in its CSP. */
export const css = `
:root { color-scheme: light dark; --quiet: #5b6470; --line: #d5dae1; --good: #17683b; --bad: #b3261e; --paper: #f6f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --quiet: #a2abb8; --line: #3a414b; --good: #6fcf97; --bad: #ff8a80; --paper: #1d2127; }
}
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; }
h3, h4 { margin: 1rem 0 0.25rem; font-size: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.quiet { color: var(--quiet); font-size: 0.9rem; overflow-wrap: anywhere; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.case { border: 1px solid var(--line); border-left-width: 4px; border-radius: 4px; margin: 0.4rem 0; padding: 0.4rem 0.75rem; }
.case.right { border-left-color: var(--good); }
.case.wrong, .case.danger { border-left-color: var(--bad); }
.danger .verdict { font-weight: 700; }
.danger .verdict, .wrong .verdict { color: var(--bad); }
.right .verdict { color: var(--good); }
summary { cursor: pointer; display: flex; gap: 1rem; flex-wrap: wrap; }
.id { font-weight: 600; flex: 1 1 14rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); padding: 0.75rem; margin: 0.25rem 0; font: inherit; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
`;
