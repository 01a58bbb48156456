// What the server fills in of API services. Upstream: kube-aggregator pkg/apis/apiregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { APIService } from './api-service.schema.ts'

const servicePort = 443

export function defaultAPIService({ spec }: Mutable<APIService>): void {
  if (spec?.service !== undefined) spec.service.port ??= servicePort
}
