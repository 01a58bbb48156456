// Just enough of the ELF format to write a program of one segment and to see what a program needs. 64-bit Linux only.

/** As OCI names processors. */
export type Architecture = 'amd64' | 'arm64'

/** This machine's processor; undefined where containers are not supported on it. */
export function hostArchitecture(): Architecture | undefined {
  if (process.arch === 'x64') return 'amd64'
  return process.arch === 'arm64' ? 'arm64' : undefined
}

const machines: Readonly<Record<Architecture, number>> = { amd64: 62, arm64: 183 }
const programInterpreter = 3
const headerSize = 64
const programHeaderSize = 56

export interface ElfFacts {
  readonly architecture: Architecture | undefined
  /** False where the kernel would first load a dynamic linker, which no empty image has. */
  readonly isStatic: boolean
}

/** What `file` says of itself; undefined where it is no 64-bit little-endian ELF program. */
export function readElf(file: Uint8Array): ElfFacts | undefined {
  if (file.length < headerSize) return undefined
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 2 || view.getUint8(5) !== 1) return undefined
  const machine = view.getUint16(18, true)
  const architecture = (['amd64', 'arm64'] as const).find((name) => machines[name] === machine)
  const start = Number(view.getBigUint64(32, true))
  const size = view.getUint16(54, true)
  let isStatic = true
  for (let index = 0; index < view.getUint16(56, true); index++) {
    const at = start + index * size
    if (at + 4 > file.length) return undefined
    if (view.getUint32(at, true) === programInterpreter) isStatic = false
  }
  return { architecture, isStatic }
}

/** A static program of `code`, which is loaded read-only and entered at its first byte. */
export function elfProgram(architecture: Architecture, code: Uint8Array): Uint8Array {
  const codeOffset = headerSize + 2 * programHeaderSize
  const base = 0x400000n
  const bytes = new Uint8Array(codeOffset + code.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  view.setUint16(16, 2, true) // an executable at a fixed address
  view.setUint16(18, machines[architecture], true)
  view.setUint32(20, 1, true)
  view.setBigUint64(24, base + BigInt(codeOffset), true)
  view.setBigUint64(32, BigInt(headerSize), true)
  view.setUint16(52, headerSize, true)
  view.setUint16(54, programHeaderSize, true)
  view.setUint16(56, 2, true)
  writeProgramHeader(view, { at: headerSize, type: 1, flags: 5, address: base, size: bytes.length })
  // PT_GNU_STACK: the stack is data. Without it old kernels would make all memory executable.
  writeProgramHeader(view, {
    at: headerSize + programHeaderSize,
    type: 0x6474e551,
    flags: 6,
    address: 0n,
    size: 0,
  })
  bytes.set(code, codeOffset)
  return bytes
}

interface ProgramHeader {
  readonly at: number
  readonly type: number
  readonly flags: number
  readonly address: bigint
  readonly size: number
}

function writeProgramHeader(view: DataView, { at, type, flags, address, size }: ProgramHeader): void {
  view.setUint32(at, type, true)
  view.setUint32(at + 4, flags, true)
  view.setBigUint64(at + 16, address, true)
  view.setBigUint64(at + 24, address, true)
  view.setBigUint64(at + 32, BigInt(size), true)
  view.setBigUint64(at + 40, BigInt(size), true)
  // 64 KiB, the largest page that arm64 kernels use.
  view.setBigUint64(at + 48, 0x10000n, true)
}
