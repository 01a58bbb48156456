// Fields of pod-metrics in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  duration,
  list,
  map,
  object,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const containerMetrics = object('io.k8s.metrics.pkg.apis.metrics.v1beta1.ContainerMetrics', {
  name: req(1, string, { empty: 'zero' }),
  usage: req(2, map(quantity), { empty: 'null' }),
})
export type ContainerMetrics = TypeOf<typeof containerMetrics>

export const podMetrics = object('io.k8s.metrics.pkg.apis.metrics.v1beta1.PodMetrics', {
  ...kindFields,
  timestamp: req(2, time, { empty: 'zero' }),
  window: req(3, duration, { empty: 'zero' }),
  containers: req(4, list(containerMetrics), { empty: 'null' }),
})
