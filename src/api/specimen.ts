// Makes an object as the server has it once it has read a request's body: decoded by its schema, defaults filled in.
// For tests and for those who write objects past the API (bootstrap, simulation). Never checks it.
import type { Draft, Kind, KubeObject } from '../machinery/kind.ts'
import { decode } from '../machinery/schema/decode.ts'
import type { Mutable } from '../machinery/schema/schema.ts'

/** Takes over nothing of `body`. */
export function specimen<T extends KubeObject>(kind: Kind<T>, body: DeepPartial<Draft<T>>): Mutable<T> {
  const copy = structuredClone(body) as object
  const obj = decode<Mutable<T>>(kind.schema, { ...copy, apiVersion: kind.apiVersion, kind: kind.kind }).value
  kind.default?.(obj)
  return obj
}

export type DeepPartial<T> = T extends readonly (infer I)[]
  ? readonly DeepPartial<I>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T
