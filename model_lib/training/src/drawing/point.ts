/** A place in a drawing: x to the right, y downwards; the unit is the drawing's box unless said otherwise. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points in the order in which a pen passes them. */
export type Path = readonly Point[];

/** A closed outline, as fonts have them; inner outlines run the other way round. */
export type Outline = Path;

/** The smallest box around some points. */
export function boundsOf(points: Path): { left: number; top: number; width: number; height: number } {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
