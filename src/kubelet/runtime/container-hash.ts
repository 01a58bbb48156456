// The hash by which a kubelet knows that a running container was made from the spec it has: name and image only, as
// since 1.31. Equal to upstream's, so that either kubelet readopts the other's containers.
// Upstream: pkg/kubelet/container/helpers.go HashContainer, pkg/util/hash/hash.go DeepHashObject

/** 32-bit FNV-1a of the text's UTF-8 bytes. */
function fnv32a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** Go's JSON also escapes these three, and the two line separators. */
function goJson(value: string): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Hexadecimal, without leading zeros. */
export function hashContainer(container: {
  readonly name: string
  readonly image?: string | undefined
}): string {
  const json = `{"image":${goJson(container.image ?? '')},"name":${goJson(container.name)}}`
  // Upstream hashes how its dump package prints the bytes of that JSON.
  const dumped = `([]uint8)[${[...new TextEncoder().encode(json)].join(' ')}]`
  return fnv32a(dumped).toString(16)
}
