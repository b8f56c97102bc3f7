import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_FOLDER } from './paths';

/** What is made, and is not in the repository. */
const MADE: ReadonlySet<string> = new Set(['.git', 'coverage', 'dist', 'node_modules']);

/** What an author may do without. */
const OPTIONAL = 'model_lib/tests';

const ENTRIES: ReadonlySet<string> = new Set(readdirSync(PROJECT_FOLDER).filter((name) => !MADE.has(name)));

/** One Markdown file of the project, and what it names. */
export class Document {
  readonly text: string;

  /** @param path from the project's folder */
  constructor(readonly path: string) {
    this.text = readFileSync(join(PROJECT_FOLDER, path), 'utf8');
  }

  /** The fenced blocks in a language. */
  blocks(language: string): string[] {
    return Array.from(
      this.text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')),
      ([, block]) => block!,
    );
  }

  /** The verbs after `npm run`, those that npm has a shorter word for, too. */
  verbs(): string[] {
    const run = this.text.matchAll(/npm run (?:--silent )?([\w-]+(?::[\w-]+)*)/g);
    const short = this.text.matchAll(/npm (start|test)\b/g);
    return [...run, ...short].map(([, verb]) => verb!);
  }

  /** What stands in backticks, outside of fenced blocks. */
  quotes(): string[] {
    const prose = this.text.replaceAll(/^```[\s\S]*?^```/gm, '');
    return Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, quoted]) => quoted!);
  }

  /** The paths of the repository that it names, from the project's folder, as far as they are no placeholders. */
  paths(): string[] {
    const inCommands = this.blocks('sh').flatMap((block) => block.split(/\s+/));
    // Other words of a command are often paths that it makes.
    const scripts = inCommands.filter((word) => /^(scripts|docs)\/[\w/.-]+$/.test(word));
    const named = this.quotes().filter((quoted) => !/\s/.test(quoted) && ENTRIES.has(quoted.split('/', 1)[0]!));
    return [...named, ...scripts].map(withoutPlaceholders).filter((path) => !path.startsWith(OPTIONAL));
  }

  /** The links that lead nowhere: to a file or heading that is not there. */
  brokenLinks(): string[] {
    const targets = Array.from(this.text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);
    return targets.filter((target) => !/^https?:/.test(target) && !this.#leadsSomewhere(target));
  }

  #leadsSomewhere(target: string): boolean {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? this.path : join(dirname(this.path), file);
    if (!existsSync(join(PROJECT_FOLDER, path))) return false;
    return anchor === undefined || new Document(path).#anchors().includes(anchor);
  }

  #anchors(): string[] {
    return Array.from(this.text.matchAll(/^#+ (.+)$/gm), ([, heading]) => anchorOf(heading!));
  }
}

/** As Markdown readers make it: lower case, without signs, hyphens for spaces. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

function withoutPlaceholders(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex((part) => /[<*…$]/.test(part));
  return (first === -1 ? parts : parts.slice(0, first)).join('/');
}
