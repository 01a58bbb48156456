// A store's state as one stream of bytes that any store can be made from again (README.md has the layout). Reads the
// store in slices while writes go on. Never compresses: whoever keeps the file does.
import { createHash } from 'node:crypto'
import type { ExportSlice, Version } from '../store.ts'
import { encodeEnd, encodeHead, encodeRow } from './snapshot-format.ts'

/** The bytes of a snapshot; it is whole only when its end has come. */
export async function* snapshotBytes(
  slices: AsyncIterable<ExportSlice>,
  options: { readonly createdMs: number },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let count = 0
  let head: Buffer | undefined
  for await (const { revision, versions } of slices) {
    if (head === undefined) {
      head = encodeHead({ revision, createdMs: options.createdMs })
      hash.update(head)
      yield head
    }
    const bytes = rows(versions)
    count += versions.length
    hash.update(bytes)
    yield bytes
  }
  yield encodeEnd(count, hash.digest())
}

function rows(versions: readonly Version[]): Buffer {
  return Buffer.concat(versions.flatMap((version) => encodeRow(version)))
}
