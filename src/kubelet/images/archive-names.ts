// Which images an archive holds and under which names: reads an OCI layout's index.json or docker save's manifest.json,
// and gives the same document with every name in its canonical form. Pure.
import { ImageError } from './image-error.ts'
import { canonicalName, parseReference } from './reference.ts'

export interface ArchiveDocuments {
  readonly file: string
  /** Contents of the documents at the archive's root. */
  readonly ociLayout: string | undefined
  readonly index: string | undefined
  readonly manifest: string | undefined
  /** What to call an image that the archive does not name. */
  readonly name: string | undefined
}

export interface NamedArchive {
  readonly names: readonly string[]
  /** The document that holds the names, and its new content. */
  readonly document: 'index.json' | 'manifest.json'
  readonly content: string
}

type Json = Readonly<Record<string, unknown>>

const containerdName = 'io.containerd.image.name'
const refName = 'org.opencontainers.image.ref.name'

// containerd takes the OCI layout where both are there, as newer dockers save them.
export function nameArchive(documents: ArchiveDocuments): NamedArchive {
  const { file, ociLayout, index, manifest } = documents
  if (ociLayout !== undefined && index !== undefined)
    return nameIndex(parse(index, { file, of: 'index.json' }), documents)
  if (manifest !== undefined) return nameManifest(parse(manifest, { file, of: 'manifest.json' }), documents)
  throw new ImageError(
    'Malformed',
    `${file} is no image: it has neither an OCI index.json nor docker's manifest.json`,
  )
}

function nameIndex(index: unknown, { file, name }: ArchiveDocuments): NamedArchive {
  const list = isObject(index) && Array.isArray(index.manifests) ? index.manifests : []
  const entries = checked(list, { file, of: 'index.json' })
  const names: string[] = []
  const manifests = entries.map((entry) => {
    const annotations = isObject(entry.annotations) ? entry.annotations : {}
    const given = annotations[containerdName] ?? fullName(annotations[refName])
    const canonical = canonicalOf(given ?? (entries.length === 1 ? name : undefined), file)
    names.push(canonical)
    return { ...entry, annotations: { ...annotations, [containerdName]: canonical } }
  })
  return { names, document: 'index.json', content: JSON.stringify({ ...(index as Json), manifests }) }
}

function nameManifest(manifest: unknown, { file, name }: ArchiveDocuments): NamedArchive {
  const entries = checked(Array.isArray(manifest) ? manifest : [], { file, of: 'manifest.json' })
  const renamed = entries.map((entry) => {
    const tags = Array.isArray(entry.RepoTags) && entry.RepoTags.length > 0 ? entry.RepoTags : undefined
    const given: readonly unknown[] = tags ?? [entries.length === 1 ? name : undefined]
    return { ...entry, RepoTags: given.map((tag) => canonicalOf(tag, file)) }
  })
  return {
    names: renamed.flatMap(({ RepoTags }) => RepoTags),
    document: 'manifest.json',
    content: JSON.stringify(renamed),
  }
}

/** An OCI reference name is a tag or a whole name; only the latter says which image it is. */
function fullName(value: unknown): unknown {
  return typeof value === 'string' && /[/:@]/.test(value) ? value : undefined
}

function canonicalOf(name: unknown, file: string): string {
  if (typeof name !== 'string' || name === '')
    throw new ImageError('NoName', `${file} holds an image without a name: save it by name, or give one`)
  const { reference, error } = parseReference(name)
  if (error !== undefined)
    throw new ImageError('BadName', `${file} holds an image named ${JSON.stringify(name)}: ${error}`)
  return canonicalName(reference)
}

function checked(
  list: readonly unknown[],
  { file, of }: { readonly file: string; readonly of: string },
): readonly Json[] {
  if (list.length === 0) throw new ImageError('Malformed', `${file} is no image: its ${of} lists none`)
  return list.map((entry) => {
    if (isObject(entry)) return entry
    throw new ImageError('Malformed', `${file} is no image: its ${of} is malformed`)
  })
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string, { file, of }: { readonly file: string; readonly of: string }): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ImageError('Malformed', `${file} is no image: its ${of} is not JSON`, { cause })
  }
}
