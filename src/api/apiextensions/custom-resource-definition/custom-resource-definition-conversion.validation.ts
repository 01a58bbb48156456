// Faults of how versions are converted. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
// validateCustomResourceConversion, apiserver pkg/util/webhook/validation.go.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { isDNS1035Label, isDNS1123Subdomain, isValidPortNum } from '../../../machinery/names/validation.ts'
import { checkEnum } from '../../checks.ts'
import type {
  CustomResourceDefinitionSpec,
  WebhookClientConfig,
} from './custom-resource-definition.schema.ts'

const path = 'spec.conversion'
const understood = ['v1', 'v1beta1'] as const

export function validateConversion({
  conversion,
  preserveUnknownFields,
}: CustomResourceDefinitionSpec): FieldError[] {
  if (conversion === undefined) return []
  const { strategy, webhook } = conversion
  const faults: FieldError[] = []
  if (strategy !== 'None' && preserveUnknownFields === true)
    faults.push(invalid(`${path}.strategy`, strategy, 'must be None if spec.preserveUnknownFields is true'))
  faults.push(...checkEnum(strategy, `${path}.strategy`, ['None', 'Webhook']))
  const text = 'should not be set when strategy is not set to Webhook'
  if (strategy === 'Webhook')
    return [
      ...faults,
      ...clientFaults(webhook?.clientConfig),
      ...reviewVersionFaults(webhook?.conversionReviewVersions ?? []),
    ]
  if (webhook?.clientConfig !== undefined) faults.push(forbidden(`${path}.webhookClientConfig`, text))
  if ((webhook?.conversionReviewVersions ?? []).length > 0)
    faults.push(forbidden(`${path}.conversionReviewVersions`, text))
  return faults
}

function reviewVersionFaults(versions: readonly string[]): FieldError[] {
  const field = `${path}.conversionReviewVersions`
  if (versions.length === 0) return [required(field)]
  const faults: FieldError[] = []
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index)
      faults.push(invalid(`${field}[${index}]`, version, 'duplicate version'))
    else for (const text of isDNS1035Label(version)) faults.push(invalid(`${field}[${index}]`, version, text))
  }
  if (!understood.some((version) => versions.includes(version)))
    faults.push(invalid(field, versions, `must include at least one of ${understood.join(', ')}`))
  return faults
}

function clientFaults(config: WebhookClientConfig | undefined): FieldError[] {
  const field = `${path}.webhookClientConfig`
  if (config === undefined) return [required(field, 'required when strategy is set to Webhook')]
  const { url, service } = config
  if ((url === undefined) === (service === undefined))
    return [required(field, 'exactly one of url or service is required')]
  return url === undefined ? serviceFaults(config, `${field}.service`) : urlFaults(url, `${field}.url`)
}

function urlFaults(text: string, field: string): FieldError[] {
  const form = 'desired format: https://host[:port]/path'
  if (!URL.canParse(text)) return [required(field, `url must be a valid URL: invalid URL; ${form}`)]
  const url = new URL(text)
  const faults: FieldError[] = []
  if (url.protocol !== 'https:')
    faults.push(invalid(field, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme; ${form}`))
  if (url.host === '') faults.push(invalid(field, url.host, `host must be specified; ${form}`))
  if (url.username !== '')
    faults.push(invalid(field, url.username, 'user information is not permitted in the URL'))
  if (url.hash !== '')
    faults.push(invalid(field, url.hash.slice(1), 'fragments are not permitted in the URL'))
  if (url.search !== '')
    faults.push(invalid(field, url.search.slice(1), 'query parameters are not permitted in the URL'))
  return faults
}

function serviceFaults({ service }: WebhookClientConfig, field: string): FieldError[] {
  if (service === undefined) return []
  const { name, namespace, port = 443, path: route } = service
  const faults: FieldError[] = []
  if (name === '') faults.push(required(`${field}.name`, 'service name is required'))
  if (namespace === '') faults.push(required(`${field}.namespace`, 'service namespace is required'))
  for (const text of isValidPortNum(port))
    faults.push(invalid(`${field}.port`, port, `port is not valid: ${text}`))
  return route === undefined ? faults : [...faults, ...routeFaults(route, `${field}.path`)]
}

function routeFaults(route: string, field: string): FieldError[] {
  if (route === '/' || route === '//') return []
  if (!route.startsWith('/')) return [invalid(field, route, "must start with a '/'")]
  const inner = route.endsWith('/') ? route.slice(1, -1) : route.slice(1)
  const faults: FieldError[] = []
  for (const [index, segment] of inner.split('/').entries()) {
    if (segment === '') faults.push(invalid(field, route, `segment[${index}] may not be empty`))
    else
      for (const text of isDNS1123Subdomain(segment))
        faults.push(invalid(field, route, `segment[${index}]: ${text}`))
  }
  return faults
}
