// Two lines of the Dockerfile are the author's: the version and the name of the model.

const AUTHORS_LINE = /^ARG (MODEL_VERSION|MODEL_NAME)=.*$/gm;

/** The template's text with the author's values in it, so that neither their change nor the template's is a conflict. */
export function withAuthorsValues(path, content, ours) {
  if (path !== 'Dockerfile') return content;
  const lines = new Map(Array.from(String(ours).matchAll(AUTHORS_LINE), ([line, name]) => [name, line]));
  return Buffer.from(String(content).replace(AUTHORS_LINE, (line, name) => lines.get(name) ?? line));
}
