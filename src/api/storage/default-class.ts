// How the default among classes is marked. Upstream: pkg/apis/storage/util/helpers.go.

const marks = {
  StorageClass: [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ],
  VolumeAttributesClass: ['volumeattributesclass.alpha.kubernetes.io/is-default-class'],
} as const

interface Annotated {
  readonly metadata: {
    readonly name: string
    readonly annotations?: Readonly<Record<string, string>> | undefined
  }
}

export function isDefaultClass(obj: Annotated, kind: keyof typeof marks): boolean {
  return marks[kind].some((mark) => obj.metadata.annotations?.[mark] === 'true')
}

/** The name as tables print it. */
export function classNameText(obj: Annotated, kind: keyof typeof marks): string {
  return isDefaultClass(obj, kind) ? `${obj.metadata.name} (default)` : obj.metadata.name
}
