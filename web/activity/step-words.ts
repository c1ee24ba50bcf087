/** Names of steps as the service notes them, in words. */
const words: Readonly<Record<string, string>> = {
  load: 'Read thread',
  guard: 'Rules',
  classify: 'Classify',
  decide: 'Decide',
  budget: 'Budget',
  autonomy: 'Autonomy',
  draft: 'Draft',
  check: 'Check',
  send: 'Send',
  park: 'Park for review',
  thread: 'Thread',
};

export function stepWords(name: string): string {
  const tool = /^tool (.+)$/.exec(name)?.[1];
  if (tool !== undefined) return `Look up: ${tool.replaceAll('_', ' ')}`;
  const plain = name.replaceAll('_', ' ');
  return words[name] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
