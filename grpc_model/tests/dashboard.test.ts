import { DASHBOARD, PANELS, read, TARGETS, type Panel } from './support/operations';
import { PromQl } from './support/promql';

describe('the dashboard', () => {
  it('is for any Prometheus and any server', () => {
    expect(DASHBOARD.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance', 'model', 'version']);
    const sourcesOfPanels = [...PANELS, ...TARGETS].map(({ datasource }) => datasource?.uid);
    expect(new Set(sourcesOfPanels)).toEqual(new Set(['${datasource}']));
    const fixed = TARGETS.filter(({ expr }) =>
      new PromQl(expr.replaceAll('$__rate_interval', '5m')).matchers.some(
        ({ label, value }) => ['job', 'instance', 'model', 'version'].includes(label) && value !== `$${label}`,
      ),
    );
    expect(fixed).toEqual([]);
  });

  it.each(PANELS.map((panel) => [panel.title, panel] as const))(
    'has the panel %s with a description and a unit',
    (_, panel) => {
      expect(panel.description).toMatch(/^[A-Z].+\.$/);
      if (['stat', 'timeseries'].includes(panel.type)) expect(panel.fieldConfig?.defaults.unit).toBeDefined();
      expect(panel.targets).not.toEqual([]);
    },
  );

  it.each(TARGETS.map((target) => [target.title, target] as const))(
    '%s names its lines by labels that they have',
    (_, target) => {
      const named = Array.from((target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g), ([, label]) => label!);
      expect(named.filter((label) => !read(target.expr).resultLabels.includes(label))).toEqual([]);
    },
  );

  it('fills its choices from metrics that there are', () => {
    const choices = DASHBOARD.templating.list.flatMap(({ query }) => (typeof query === 'string' ? [] : [query.query]));
    expect(choices).toHaveLength(3);
    for (const choice of choices) {
      const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(choice)!;
      expect(read(selector!).problems).toEqual([]);
      expect(read(selector!).resultLabels).toContain(label);
    }
  });

  it('has panels with ids of their own, and none lies on another', () => {
    expect(new Set(DASHBOARD.panels.map(({ id }) => id)).size).toBe(DASHBOARD.panels.length);
    const pairs = DASHBOARD.panels.flatMap((one, index) =>
      DASHBOARD.panels.slice(index + 1).map((other) => [one, other]),
    );
    expect(pairs.filter(([one, other]) => overlap(one!, other!)).map((pair) => pair.map(({ title }) => title))).toEqual(
      [],
    );
    expect(DASHBOARD.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  const across = one.x < other.x + other.w && other.x < one.x + one.w;
  return across && one.y < other.y + other.h && other.y < one.y + one.h;
}
