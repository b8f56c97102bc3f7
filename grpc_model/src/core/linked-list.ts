/** A member of a {@link LinkedList}, which alone writes its neighbours. It is in one list at most. */
export interface Listed<Member> {
  before: Member | undefined;
  after: Member | undefined;
}

/**
 * Members in the order in which they came, each added and removed at once.
 *
 * Not a `Set`: V8 chains the tables that a growing or emptied one has left behind to the next ones. Where calls come and go,
 * that chain keeps everything that was ever in it until the next full collection, and young garbage grows old: a third of
 * the time that a call cost here.
 */
export class LinkedList<Member extends Listed<Member>> implements Iterable<Member> {
  first: Member | undefined;
  #last: Member | undefined;

  add(member: Member): void {
    member.before = this.#last;
    if (this.#last === undefined) this.first = member;
    else this.#last.after = member;
    this.#last = member;
  }

  /** The member must be there. */
  remove(member: Member): void {
    const { before, after } = member;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    // What has left must not keep those alive that came after it.
    member.before = member.after = undefined;
  }

  /** The member that is at hand may be removed meanwhile. */
  *[Symbol.iterator](): Iterator<Member> {
    for (let next = this.first; next !== undefined;) {
      const member: Member = next;
      next = member.after;
      yield member;
    }
  }
}
