// The end of a log: where its last lines begin, and their text.
import { type FileHandle, open } from 'node:fs/promises'
import { parseLogEntry } from './cri-log.ts'

const blockBytes = 64 * 1024
const newline = 0x0a

/** The offset at which the last `lines` lines begin; 0 where the file has no more than that. */
export async function tailOffset(file: FileHandle, lines: number): Promise<number> {
  const { size } = await file.stat()
  if (lines <= 0) return size
  const block = Buffer.alloc(blockBytes)
  let found = 0
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - blockBytes)
    const { bytesRead } = await file.read(block, 0, end - start, start)
    for (let index = bytesRead - 1; index >= 0; index--) {
      // The newline that ends the file begins no line.
      if (block[index] !== newline || start + index === size - 1) continue
      if (++found === lines) return start + index + 1
    }
    end = start
  }
  return 0
}

/** The text of the last lines, of both streams. */
export async function lastLogLines(
  path: string,
  limits: { readonly maxLines: number; readonly maxBytes: number },
): Promise<string> {
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  // Every entry has some 45 bytes before its text.
  const window = limits.maxBytes + limits.maxLines * 64
  const offset = Math.max(await tailOffset(file, limits.maxLines), size - window)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset)
  const text = entriesOf(buffer.subarray(0, bytesRead))
  return text.subarray(Math.max(0, text.length - limits.maxBytes)).toString('utf8')
}

function entriesOf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(newline, start)
    const line = bytes.subarray(start, end < 0 ? bytes.length : end)
    const entry = parseLogEntry(line)
    if (entry !== undefined) pieces.push(entry.content, Buffer.from(entry.partial ? '' : '\n'))
    start = end < 0 ? bytes.length : end + 1
  }
  return Buffer.concat(pieces)
}
