/** What the name of a model may be, for messages. */
export const NAME_FORM = '1 to 128 letters, digits, dots, underscores and hyphens, beginning with a letter or digit';

export function isModelName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text);
}

/** The name in the catalog of a model that has a name for people: `Handwritten Digits` is `handwritten-digits`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 128);
  return slug === '' ? 'model' : slug;
}
