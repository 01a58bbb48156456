// What a program gets from `wherry` beside the kinds, which scripts/build.ts adds from src/api/kinds.ts: the means to define kinds of
// one's own, errors, selectors, quantities. Nothing in src imports this folder; each line names the file that defines the thing.
export type { Clock, Timer } from '../src/base/clock.ts'
export { sleep } from '../src/base/clock.ts'
export type { Logger } from '../src/base/log.ts'
export { createLogger, silentLogger } from '../src/base/log.ts'
export { systemClock } from '../src/base/node/system-clock.ts'
export { systemRng } from '../src/base/node/system-rng.ts'
export type { Rng } from '../src/base/rng.ts'
export { seededRng } from '../src/base/rng.ts'
export type { HttpHandler, HttpRequest, HttpResponse } from '../src/machinery/http.ts'
export type { Draft, Instance, Kind, KubeObject } from '../src/machinery/kind.ts'
export { defineKind, objectKey, splitKey } from '../src/machinery/kind.ts'
export { condition, objectMeta } from '../src/machinery/meta/meta.schema.ts'
export type { Quantity } from '../src/machinery/quantity/quantity.ts'
export {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  quantityValue,
} from '../src/machinery/quantity/quantity.ts'
export type { TypeOf } from '../src/machinery/schema/schema.ts'
export {
  bool,
  bytes,
  double,
  duration,
  int32,
  int64,
  intOrString,
  json,
  lazy,
  list,
  map,
  microTime,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  time,
} from '../src/machinery/schema/schema.ts'
export { compileLabelSelector, selectorFromSet } from '../src/machinery/selectors/labels.ts'
export {
  isAlreadyExists,
  isConflict,
  isExpired,
  isForbidden,
  isInvalid,
  isNotFound,
  isTooManyRequests,
  StatusError,
} from '../src/machinery/status-error.ts'
