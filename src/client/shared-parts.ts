// Keeps once what says the same in many objects: labels, owners, containers and tolerations of all that came from one template,
// conditions of one second. A tree of parsed JSON takes some eight times its text, and half of most trees is of this kind.
// Cached objects are never changed (cache.ts), so nobody can tell.
import type { KubeObject } from '../machinery/kind.ts'

/** Text of the parts remembered, in each of two generations: what is not met again is forgotten with the older one. */
const generationLength = 256 * 1024
/** Longer ones are hardly ever the same. */
const maxText = 8 * 1024

type Tree = Record<string, unknown>

export class SharedParts {
  #young = new Map<string, object>()
  #old = new Map<string, object>()
  #youngLength = 0

  /** Puts parts that were met before in the place of equal ones; the object must be its caller's own. */
  share(obj: KubeObject): void {
    const { metadata, spec, status } = obj as unknown as Tree
    for (const tree of [metadata, spec, status])
      if (isTree(tree) && !Object.isFrozen(tree)) this.#shareIn(tree)
  }

  #shareIn(tree: object): void {
    for (const [key, part] of Object.entries(tree)) {
      if (!isTree(part)) continue
      // An object from outside may have any key; one of the language's own stays as it is.
      if (Array.isArray(part)) this.#shareItems(part)
      else if (key !== '__proto__') (tree as Tree)[key] = this.#shared(part)
    }
  }

  #shareItems(items: unknown[]): void {
    for (const [index, item] of items.entries()) if (isTree(item)) items[index] = this.#shared(item)
  }

  #shared(part: object): object {
    const text = JSON.stringify(part)
    if (text.length > maxText) return part
    let known = this.#young.get(text)
    if (known !== undefined) return known
    known = this.#old.get(text) ?? part
    this.#youngLength += text.length
    if (this.#youngLength > generationLength) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngLength = text.length
    }
    this.#young.set(text, known)
    return known
  }
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
