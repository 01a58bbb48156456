// Looks at an LMDB file before it is mapped: reading a page beyond the end of a file that was cut short would kill the
// process (SIGBUS), and a damaged header would quietly go back to an older state. Costs two small reads; only where the
// file is shorter than its header says (rare, and legal when the last pages are free) are the trees walked.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const magic = 0xbeefc0de
/** LMDB's file format 2, which the library writes on 64-bit little-endian machines. */
const dataVersion = 2
const pageHeaderBytes = 24
const metaBytes = 144
const noPage = 0xffff_ffff_ffff_ffffn

const branchPage = 0x01
const leafPage = 0x02
const bigData = 0x01
const subTree = 0x02

interface Meta {
  readonly pageSize: number
  readonly roots: readonly bigint[]
  readonly lastPage: number
  readonly transaction: bigint
}

/** Why the file cannot be opened; undefined where it can. */
export function findDamage(path: string): string | undefined {
  const file = openSync(path, 'r')
  try {
    return damageOf(new PageReader(file))
  } finally {
    closeSync(file)
  }
}

function damageOf(pages: PageReader): string | undefined {
  const first = pages.meta(0)
  if (typeof first === 'string') return first
  const second = pages.meta(first.pageSize)
  if (typeof second === 'string') return second
  const newest = first.transaction >= second.transaction ? first : second
  const apart = first.transaction - second.transaction
  if (second.pageSize !== first.pageSize || apart > 1n || apart < -1n) return 'its two headers do not agree'
  if (pages.fileBytes >= (newest.lastPage + 1) * newest.pageSize) return undefined
  return isWhole(pages, newest) ? undefined : `it was cut short to ${pages.fileBytes} bytes`
}

class PageReader {
  readonly #file: number
  readonly fileBytes: number

  constructor(file: number) {
    this.#file = file
    this.fileBytes = fstatSync(file).size
  }

  read(position: number, length: number): Buffer | undefined {
    const bytes = Buffer.alloc(length)
    return readSync(this.#file, bytes, 0, length, position) === length ? bytes : undefined
  }

  meta(position: number): Meta | string {
    const page = this.read(position, pageHeaderBytes + metaBytes)
    if (page === undefined) return `it was cut short to ${this.fileBytes} bytes`
    const meta = page.subarray(pageHeaderBytes)
    if (meta.readUInt32LE(0) !== magic) return 'its header is damaged'
    if ((meta.readUInt32LE(4) & 0xffff) !== dataVersion) return 'it is in another format'
    const pageSize = meta.readUInt32LE(24)
    if (pageSize < 512 || pageSize > 65_536) return 'its header is damaged'
    return {
      pageSize,
      roots: [meta.readBigUInt64LE(64), meta.readBigUInt64LE(112)],
      lastPage: Number(meta.readBigUInt64LE(120)),
      transaction: meta.readBigUInt64LE(128),
    }
  }
}

// True where every page that can be reached lies within the file.
function isWhole(pages: PageReader, { pageSize, roots }: Meta): boolean {
  const toVisit = roots.filter((root) => root !== noPage)
  for (let page = toVisit.pop(); page !== undefined; page = toVisit.pop()) {
    const bytes = pages.read(Number(page) * pageSize, pageSize)
    if (bytes === undefined) return false
    const flags = bytes.readUInt16LE(18)
    if ((flags & (branchPage | leafPage)) === 0) return false
    for (const node of nodesOf(bytes)) {
      if ((flags & branchPage) !== 0) toVisit.push(childOf(node))
      else if (!visitLeaf(node, { toVisit, endPage: pages.fileBytes / pageSize })) return false
    }
  }
  return true
}

function* nodesOf(page: Buffer): Generator<Buffer> {
  const count = page.readUInt16LE(20) >> 1
  for (let i = 0; i < count; i++) {
    const at = pageHeaderBytes + page.readUInt16LE(pageHeaderBytes + 2 * i)
    yield page.subarray(at)
  }
}

function childOf(node: Buffer): bigint {
  return (
    BigInt(node.readUInt16LE(0)) |
    (BigInt(node.readUInt16LE(2)) << 16n) |
    (BigInt(node.readUInt16LE(4)) << 32n)
  )
}

function visitLeaf(node: Buffer, walk: { readonly toVisit: bigint[]; readonly endPage: number }): boolean {
  const flags = node.readUInt16LE(4)
  const data = node.subarray(8 + node.readUInt16LE(6))
  if ((flags & subTree) !== 0) {
    const root = data.readBigUInt64LE(40)
    if (root !== noPage) walk.toVisit.push(root)
  }
  if ((flags & bigData) === 0) return true
  return Number(data.readBigUInt64LE(0) + data.readBigUInt64LE(16)) <= walk.endPage
}
