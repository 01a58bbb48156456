// What the server fills in where a pod leaves it out. A template gets less than a pod: what depends on other fields
// of the pod alone is left to the pod made of it. Upstream: pkg/apis/core/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { PodTemplateSpec } from '../shared.schema.ts'
import type { Pod, PodSpec } from './pod.schema.ts'
import type { Container, EnvVar, EphemeralContainer, ResourceRequirements } from './pod-container.schema.ts'
import { isLatestImage } from './pod-image.ts'
import type { HTTPGetAction, Lifecycle, Probe } from './pod-probes.schema.ts'
import { defaultPodLevelResources } from './pod-resources.defaults.ts'
import { defaultVolume } from './pod-volumes.defaults.ts'

type AnyContainer = Mutable<Container> | Mutable<EphemeralContainer>

export function defaultPod(pod: Mutable<Pod>): void {
  defaultPodSpec(pod.spec)
  const { spec } = pod
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    requestWhatIsLimited(container)
  }
  defaultPodLevelResources(spec)
  spec.enableServiceLinks ??= true
  if (spec.hostNetwork === true) {
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) defaultHostPorts(container)
  }
}

/** The template that workloads carry. */
export function defaultPodTemplate(template: Mutable<PodTemplateSpec> | undefined): void {
  if (template?.spec !== undefined) defaultPodSpec(template.spec)
}

export function defaultPodSpec(spec: Mutable<PodSpec>): void {
  spec.containers ??= []
  spec.restartPolicy ??= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ??= 'ClusterFirst'
  spec.securityContext ??= {}
  spec.schedulerName ??= 'default-scheduler'
  defaultServiceAccount(spec)
  for (const container of spec.containers) defaultContainer(container)
  for (const container of spec.initContainers ?? []) defaultContainer(container)
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container)
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
}

/** Two names of one field; the newer one counts. Upstream: pkg/apis/core/v1/conversion.go. */
function defaultServiceAccount(spec: Mutable<PodSpec>): void {
  const name = spec.serviceAccountName ?? spec.serviceAccount
  if (name === undefined) return
  spec.serviceAccountName = name
  spec.serviceAccount = name
}

function defaultContainer(container: AnyContainer): void {
  container.imagePullPolicy ??= isLatestImage(container.image ?? '') ? 'Always' : 'IfNotPresent'
  container.terminationMessagePath ??= '/dev/termination-log'
  container.terminationMessagePolicy ??= 'File'
  container.resources ??= {}
  for (const port of container.ports ?? []) port.protocol ??= 'TCP'
  for (const variable of container.env ?? []) defaultEnv(variable)
  defaultProbe(container.livenessProbe)
  defaultProbe(container.readinessProbe)
  defaultProbe(container.startupProbe)
  defaultLifecycle(container.lifecycle)
}

function defaultEnv(variable: Mutable<EnvVar>): void {
  const source = variable.valueFrom
  if (source?.fieldRef !== undefined) source.fieldRef.apiVersion ??= 'v1'
  if (source?.resourceFieldRef !== undefined) source.resourceFieldRef.divisor ??= '0'
  if (source?.fileKeyRef !== undefined) source.fileKeyRef.optional ??= false
}

function defaultProbe(probe: Mutable<Probe> | undefined): void {
  if (probe === undefined) return
  probe.timeoutSeconds ??= 1
  probe.periodSeconds ??= 10
  probe.successThreshold ??= 1
  probe.failureThreshold ??= 3
  defaultHTTPGet(probe.httpGet)
  if (probe.grpc !== undefined) probe.grpc.service ??= ''
}

function defaultLifecycle(lifecycle: Mutable<Lifecycle> | undefined): void {
  defaultHTTPGet(lifecycle?.postStart?.httpGet)
  defaultHTTPGet(lifecycle?.preStop?.httpGet)
}

function defaultHTTPGet(action: Mutable<HTTPGetAction> | undefined): void {
  if (action === undefined) return
  action.path ??= '/'
  action.scheme ??= 'HTTP'
}

/** A limit without a request requests as much. */
function requestWhatIsLimited(container: { resources?: Mutable<ResourceRequirements> | undefined }): void {
  const resources = container.resources
  if (resources?.limits === undefined) return
  resources.requests = { ...resources.limits, ...resources.requests }
}

/** On the host's network a container's port is the host's port. */
function defaultHostPorts(container: Mutable<Container>): void {
  for (const port of container.ports ?? []) port.hostPort ??= port.containerPort
}
