// Gives nodes ranges out of the cluster's pod range. Pure. Upstream: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go.

/** A range as numbers: the base address and the count of prefix bits. */
interface Range {
  readonly base: number
  readonly bits: number
}

function parseRange(text: string): Range {
  const [address = '', bits = ''] = text.split('/')
  return { base: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits) }
}

function formatAddress(value: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(value / unit) % 256).join('.')
}

/** The lowest range of `nodeBits` that none of `taken` overlaps; undefined when all are given away. */
export function nextPodCIDR(
  clusterCIDR: string,
  options: { readonly nodeBits: number; readonly taken: Iterable<string> },
): string | undefined {
  const cluster = parseRange(clusterCIDR)
  const size = 2 ** (32 - options.nodeBits)
  const count = 2 ** (options.nodeBits - cluster.bits)
  const used = new Set<number>()
  for (const text of options.taken) {
    const range = parseRange(text)
    const first = Math.floor((range.base - cluster.base) / size)
    const last = Math.floor((range.base + 2 ** (32 - range.bits) - 1 - cluster.base) / size)
    for (let index = Math.max(0, first); index <= Math.min(last, count - 1); index++) used.add(index)
  }
  for (let index = 0; index < count; index++) {
    if (!used.has(index)) return `${formatAddress(cluster.base + index * size)}/${options.nodeBits}`
  }
  return undefined
}
