// How the default among storage classes is marked. Upstream: pkg/apis/storage/util/helpers.go.

const marks = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | undefined }
}

export function isDefaultClass({ metadata }: Annotated): boolean {
  return marks.some((mark) => metadata.annotations?.[mark] === 'true')
}
