// Fields of node-metrics in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { duration, map, object, quantity, req, time } from '../../../machinery/schema/schema.ts'

export const nodeMetrics = object('io.k8s.metrics.pkg.apis.metrics.v1beta1.NodeMetrics', {
  ...kindFields,
  timestamp: req(2, time, { empty: 'zero' }),
  window: req(3, duration, { empty: 'zero' }),
  usage: req(4, map(quantity), { empty: 'null' }),
})
