/** Above this share of opaque pixels the see-through ones are a margin; below, the opaque ones are the drawing. */
const mostlyOpaque = 0.5;

/**
 * Lays a picture on paper: see-through pixels become background. The paper of a drawing on nothing is white under dark
 * ink and black under light ink; the margin of a picture takes the picture's own mean colour.
 *
 * @param rgba four bytes per pixel
 * @returns three bytes per pixel
 */
export function flattenAlpha(rgba: Uint8Array): Uint8Array {
  const paper = paperOf(rgba);
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    const share = (rgba[from + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++, to++) {
      rgb[to] = (rgba[from + channel] ?? 0) * share + (paper[channel] ?? 0) * (1 - share) + 0.5;
    }
  }
  return rgb;
}

function paperOf(rgba: Uint8Array): readonly number[] {
  const sums = [0, 0, 0];
  let opacity = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const share = (rgba[at + 3] ?? 0) / 255;
    opacity += share;
    for (let channel = 0; channel < 3; channel++)
      sums[channel] = (sums[channel] ?? 0) + share * (rgba[at + channel] ?? 0);
  }
  const mean = sums.map((sum) => (opacity > 0 ? sum / opacity : 0));
  if (opacity > (mostlyOpaque * rgba.length) / 4) return mean;
  const brightness = mean.reduce((sum, value) => sum + value / 3, 0);
  return brightness < 128 ? [255, 255, 255] : [0, 0, 0];
}
