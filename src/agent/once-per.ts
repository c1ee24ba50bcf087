/** Makes something out of an object once, and keeps it as long as the object lives: for what never changes after loading. */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}

/** So many texts are remembered; then all are forgotten, which bounds the memory. */
const mostTexts = 20_000;

/** Makes something out of a short text once, for words that come again and again. */
export function oncePerWord<Value>(make: (word: string) => Value): (word: string) => Value {
  const made = new Map<string, Value>();
  return (word) => {
    const known = made.get(word);
    if (known !== undefined || made.has(word)) return known as Value; // oxlint-disable-line typescript/no-unsafe-type-assertion -- what was set is a Value
    const value = make(word);
    if (word.length > 64) return value;
    if (made.size >= mostTexts) made.clear();
    made.set(word, value);
    return value;
  };
}
