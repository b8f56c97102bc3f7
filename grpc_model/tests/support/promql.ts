import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { EXPORTED_METRICS, type QueriedMetric } from './exported-metrics';

// Its types call it an ES module alone; it has a CommonJS form, too, and that is what tests load.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parser } = require('@prometheus-io/lezer-promql') as { readonly parser: LRParser };

/** What Prometheus itself puts on every series of a target. */
const TARGET_LABELS = ['job', 'instance'];
const RANGE_FUNCTIONS = ['rate', 'increase'];

/** The labels of recorded series, by name. */
export type RecordedSeries = ReadonlyMap<string, readonly string[]>;

export interface Matcher {
  readonly metric: string;
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** One PromQL expression, read by Prometheus' own grammar. */
export class PromQl {
  readonly #root: SyntaxNode;

  /** @param recorded what rules have recorded before, beside the metrics that the server exports */
  constructor(
    readonly text: string,
    private readonly recorded: RecordedSeries = new Map(),
  ) {
    this.#root = parser.parse(text).topNode;
  }

  /** The names of the series that it reads, histograms with their ending. */
  get series(): readonly string[] {
    return this.#selectors().map((selector) => this.#nameOf(selector));
  }

  /** The exported metrics that it reads. */
  get metrics(): readonly string[] {
    return this.series.flatMap((name) => metricOf(name)?.name ?? []);
  }

  get matchers(): readonly Matcher[] {
    return this.#selectors().flatMap((selector) =>
      findAll(selector, 'UnquotedLabelMatcher').map((matcher) => {
        const [label, operator, value] = childrenOf(matcher).map((child) => this.#textOf(child));
        return { metric: this.#nameOf(selector), label: label!, operator: operator!, value: value!.slice(1, -1) };
      }),
    );
  }

  /** The labels of what it results in; none of a scalar. */
  get resultLabels(): readonly string[] {
    return this.#labelsOf(childrenOf(this.#root)[0]!) ?? [];
  }

  /** What is wrong with it, in words. */
  get problems(): string[] {
    const errors = allNodes(this.#root).filter(({ type }) => type.isError);
    if (errors.length > 0) return errors.map(({ from }) => `does not parse at: ${this.text.slice(from, from + 40)}`);
    return [...this.#unknownSeries(), ...this.#wrongMatchers(), ...this.#wrongGroupings(), ...this.#bareCounters()];
  }

  #unknownSeries(): string[] {
    return this.series.filter((name) => this.#labelsOfSeries(name) === undefined).map((name) => `no metric ${name}`);
  }

  #wrongMatchers(): string[] {
    return this.matchers.flatMap(({ metric, label, operator, value }) => {
      if (this.#labelsOfSeries(metric)?.includes(label) === false) return [`${metric} has no label ${label}`];
      const allowed = metricOf(metric)?.metric.values[label];
      if (allowed === undefined || value.includes('.*')) return [];
      const named = operator.endsWith('~') ? value.split('|') : [value];
      return named.filter((each) => !allowed.includes(each)).map((each) => `${metric} has no ${label} "${each}"`);
    });
  }

  /** Of `by` and `on`: every series below must have the labels. */
  #wrongGroupings(): string[] {
    const groupings = findAll(this.#root, 'GroupingLabels').filter(({ parent }) =>
      ['By', 'On'].some((name) => parent?.getChild(name) != null),
    );
    return groupings.flatMap((grouping) => {
      const below = findAll(grouping.parent!.parent!, 'VectorSelector').map((selector) => this.#nameOf(selector));
      return below.flatMap((name) =>
        this.#namesIn(grouping)
          .filter((label) => this.#labelsOfSeries(name)?.includes(label) === false)
          .map((label) => `${name} has no label ${label} to group by`),
      );
    });
  }

  /** A counter's own value says since when the process runs; only its growth says something of now. */
  #bareCounters(): string[] {
    return this.#selectors().flatMap((selector) => {
      const name = this.#nameOf(selector);
      const type = metricOf(name)?.metric.type;
      if (type === undefined || type === 'gauge' || this.#isGrowth(selector) || this.#isPresence(selector)) return [];
      return [`${name} is neither in rate nor in increase`];
    });
  }

  #isGrowth(selector: SyntaxNode): boolean {
    const call = ancestor(selector, 'FunctionCall');
    return call !== undefined && RANGE_FUNCTIONS.includes(this.#textOf(call.getChild('FunctionIdentifier')!));
  }

  /** On either side of `unless`, a series' being there is what counts. */
  #isPresence(selector: SyntaxNode): boolean {
    for (let node = ancestor(selector, 'BinaryExpr'); node !== undefined; node = ancestor(node, 'BinaryExpr'))
      if (node.getChild('Unless') !== null) return true;
    return false;
  }

  #labelsOf(node: SyntaxNode): readonly string[] | undefined {
    const children = childrenOf(node);
    if (node.name === 'VectorSelector') return this.#labelsOfSeries(this.#nameOf(node));
    if (node.name === 'AggregateExpr') return this.#namesIn(node.getChild('AggregateModifier'));
    if (node.name === 'FunctionCall') return this.#labelsOfCall(node);
    if (!node.name.endsWith('Expr') && !/^(MatrixSelector|FunctionCallBody)$/.test(node.name)) return undefined;
    // Of two sides, the left one's labels stay, unless it is a number.
    for (const child of children) {
      const labels = this.#labelsOf(child);
      if (labels !== undefined) return labels;
    }
    return undefined;
  }

  #labelsOfCall(node: SyntaxNode): readonly string[] | undefined {
    const name = this.#textOf(node.getChild('FunctionIdentifier')!);
    if (['scalar', 'vector', 'time'].includes(name)) return undefined;
    const labels = this.#labelsOf(node.getChild('FunctionCallBody')!);
    return name === 'histogram_quantile' ? labels?.filter((label) => label !== 'le') : labels;
  }

  #labelsOfSeries(name: string): readonly string[] | undefined {
    if (name === 'up') return TARGET_LABELS;
    const recorded = this.recorded.get(name);
    if (recorded !== undefined) return recorded;
    const known = metricOf(name);
    if (known === undefined) return undefined;
    return [...TARGET_LABELS, ...known.metric.labels, ...(name.endsWith('_bucket') ? ['le'] : [])];
  }

  #selectors(): SyntaxNode[] {
    return findAll(this.#root, 'VectorSelector');
  }

  #nameOf(selector: SyntaxNode): string {
    const identifier = selector.getChild('Identifier');
    return identifier === null ? '' : this.#textOf(identifier);
  }

  #namesIn(node: SyntaxNode | null): string[] {
    return node === null ? [] : findAll(node, 'LabelName').map((name) => this.#textOf(name));
  }

  #textOf({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }
}

/** The exported metric that a series belongs to: a histogram's ends in what it has of it, and others end in nothing. */
function metricOf(series: string): { readonly name: string; readonly metric: QueriedMetric } | undefined {
  const histogram = series.replace(/_(bucket|sum|count)$/, '');
  const name = EXPORTED_METRICS.get(histogram)?.type === 'histogram' && histogram !== series ? histogram : series;
  const metric = EXPORTED_METRICS.get(name);
  return metric === undefined || (metric.type === 'histogram' && name === series) ? undefined : { name, metric };
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function allNodes(node: SyntaxNode): SyntaxNode[] {
  return [node, ...childrenOf(node).flatMap(allNodes)];
}

function findAll(node: SyntaxNode, name: string): SyntaxNode[] {
  return allNodes(node).filter((each) => each.name === name);
}

function ancestor(node: SyntaxNode, name: string): SyntaxNode | undefined {
  for (let each = node.parent; each !== null; each = each.parent) if (each.name === name) return each;
  return undefined;
}
