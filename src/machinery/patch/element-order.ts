// The order of a merged list: items of the patch as the patch has them, items that only the server has where they were,
// as far as both can be had. Upstream: strategicpatch/patch.go normalizeElementOrder and mergeSortedSlice.
import { isJsonObject, isRawNumber, type JsonObject } from '../json-value.ts'

/** What tells items apart: the merge key's value, or the item itself. */
export function keyOf(item: unknown, mergeKey: string): unknown {
  const value = mergeKey !== '' && isJsonObject(item) && Object.hasOwn(item, mergeKey) ? item[mergeKey] : item
  return isRawNumber(value) ? value.rawJSON : value
}

/** First position of each key. */
export function indexByKey(items: readonly unknown[], mergeKey: string): Map<unknown, number> {
  const positions = new Map<unknown, number>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item, mergeKey)
    if (!positions.has(key)) positions.set(key, index)
  }
  return positions
}

export interface MergedList {
  readonly merged: readonly unknown[]
  readonly patchOrder: readonly unknown[]
  readonly liveOrder: readonly unknown[]
}

export function mergeOrder({ merged, patchOrder, liveOrder }: MergedList, mergeKey: string): unknown[] {
  const wanted = indexByKey(patchOrder, mergeKey)
  const live = indexByKey(liveOrder, mergeKey)
  const isDeletion = (item: unknown) => isJsonObject(item) && (item as JsonObject).$patch === 'delete'
  const fromPatch = merged.filter((item) => wanted.has(keyOf(item, mergeKey)))
  const fromServer = merged.filter((item) => !wanted.has(keyOf(item, mergeKey)))
  const right = [
    ...sortBy(
      fromPatch.filter((item) => !isDeletion(item)),
      wanted,
      mergeKey,
    ),
    ...fromPatch.filter(isDeletion),
  ]
  return interleave(sortBy(fromServer, live, mergeKey), right, { live, mergeKey })
}

function sortBy(
  items: readonly unknown[],
  positions: ReadonlyMap<unknown, number>,
  mergeKey: string,
): unknown[] {
  const place = (item: unknown) => positions.get(keyOf(item, mergeKey)) ?? 0
  return items.toSorted((a, b) => place(a) - place(b))
}

interface LiveOrder {
  readonly live: ReadonlyMap<unknown, number>
  readonly mergeKey: string
}

/** Each item of `left` goes before the first item of `right` that the server has after it. */
function interleave(left: readonly unknown[], right: readonly unknown[], order: LiveOrder): unknown[] {
  const result: unknown[] = []
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    const leftPlace = order.live.get(keyOf(left[i], order.mergeKey))
    const rightPlace = order.live.get(keyOf(right[j], order.mergeKey))
    if (leftPlace !== undefined && rightPlace !== undefined && leftPlace < rightPlace) result.push(left[i++])
    else result.push(right[j++])
  }
  return [...result, ...left.slice(i), ...right.slice(j)]
}
