// Deals each flow a few of a level's queues, so that two flows seldom share all of theirs.
// Upstream: apiserver pkg/util/shufflesharding/dealer.go, pkg/util/flowcontrol/apf_controller.go hashFlowID.
import { createHash } from 'node:crypto'

/** The first eight bytes of the hash of what names a flow. */
export function hashFlowID(flowSchema: string, distinguisher: string): bigint {
  const digest = createHash('sha256').update(flowSchema).update('\0').update(distinguisher).digest()
  return digest.readBigUInt64LE(0)
}

/** `handSize` different numbers below `deckSize`, the same for the same hash. */
export function dealHand(hash: bigint, deckSize: number, handSize: number): number[] {
  const hand: number[] = []
  const drawn: number[] = []
  let rest = hash
  for (let i = 0; i < handSize; i++) {
    const left = BigInt(deckSize - i)
    let card = Number(rest % left)
    rest /= left
    drawn.push(card)
    // Numbered among the cards that were left: count those that had gone before.
    for (let j = i; j > 0; j--) if (card >= (drawn[j - 1] as number)) card++
    hand.push(card)
  }
  return hand
}
