// Fields of pod-probes in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import {
  inline,
  int32,
  int64,
  intOrString,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const execAction = object('io.k8s.api.core.v1.ExecAction', {
  command: opt(1, list(string)),
})
export type ExecAction = TypeOf<typeof execAction>

export const httpHeader = object('io.k8s.api.core.v1.HTTPHeader', {
  name: req(1, string, { empty: 'zero' }),
  value: req(2, string, { empty: 'zero' }),
})
export type HTTPHeader = TypeOf<typeof httpHeader>

export const httpGetAction = object('io.k8s.api.core.v1.HTTPGetAction', {
  path: opt(1, string),
  port: req(2, intOrString, { empty: 'zero' }),
  host: opt(3, string),
  scheme: opt(4, oneOf('HTTP', 'HTTPS')),
  httpHeaders: opt(5, list(httpHeader)),
})
export type HTTPGetAction = TypeOf<typeof httpGetAction>

export const tcpSocketAction = object('io.k8s.api.core.v1.TCPSocketAction', {
  port: req(1, intOrString, { empty: 'zero' }),
  host: opt(2, string),
})
export type TCPSocketAction = TypeOf<typeof tcpSocketAction>

export const sleepAction = object('io.k8s.api.core.v1.SleepAction', {
  seconds: req(1, int64, { empty: 'zero' }),
})
export type SleepAction = TypeOf<typeof sleepAction>

export const lifecycleHandler = object('io.k8s.api.core.v1.LifecycleHandler', {
  exec: opt(1, execAction, { pointer: true }),
  httpGet: opt(2, httpGetAction, { pointer: true }),
  tcpSocket: opt(3, tcpSocketAction, { pointer: true, deprecated: true }),
  sleep: opt(4, sleepAction, { pointer: true }),
})
export type LifecycleHandler = TypeOf<typeof lifecycleHandler>

export const lifecycle = object('io.k8s.api.core.v1.Lifecycle', {
  postStart: opt(1, lifecycleHandler, { pointer: true }),
  preStop: opt(2, lifecycleHandler, { pointer: true }),
  stopSignal: opt(
    3,
    oneOf(
      'SIGABRT',
      'SIGALRM',
      'SIGBUS',
      'SIGCHLD',
      'SIGCLD',
      'SIGCONT',
      'SIGFPE',
      'SIGHUP',
      'SIGILL',
      'SIGINT',
      'SIGIO',
      'SIGIOT',
      'SIGKILL',
      'SIGPIPE',
      'SIGPOLL',
      'SIGPROF',
      'SIGPWR',
      'SIGQUIT',
      'SIGSEGV',
      'SIGSTKFLT',
      'SIGSTOP',
      'SIGSYS',
      'SIGTERM',
      'SIGTRAP',
      'SIGTSTP',
      'SIGTTIN',
      'SIGTTOU',
      'SIGURG',
      'SIGUSR1',
      'SIGUSR2',
      'SIGVTALRM',
      'SIGWINCH',
      'SIGXCPU',
      'SIGXFSZ',
      'SIGRTMIN',
      'SIGRTMIN+1',
      'SIGRTMIN+2',
      'SIGRTMIN+3',
      'SIGRTMIN+4',
      'SIGRTMIN+5',
      'SIGRTMIN+6',
      'SIGRTMIN+7',
      'SIGRTMIN+8',
      'SIGRTMIN+9',
      'SIGRTMIN+10',
      'SIGRTMIN+11',
      'SIGRTMIN+12',
      'SIGRTMIN+13',
      'SIGRTMIN+14',
      'SIGRTMIN+15',
      'SIGRTMAX-14',
      'SIGRTMAX-13',
      'SIGRTMAX-12',
      'SIGRTMAX-11',
      'SIGRTMAX-10',
      'SIGRTMAX-9',
      'SIGRTMAX-8',
      'SIGRTMAX-7',
      'SIGRTMAX-6',
      'SIGRTMAX-5',
      'SIGRTMAX-4',
      'SIGRTMAX-3',
      'SIGRTMAX-2',
      'SIGRTMAX-1',
      'SIGRTMAX',
    ),
    { pointer: true },
  ),
})
export type Lifecycle = TypeOf<typeof lifecycle>

export const grpcAction = object('io.k8s.api.core.v1.GRPCAction', {
  port: req(1, int32, { empty: 'zero' }),
  service: opt(2, string, { pointer: true, default: '' }),
})
export type GRPCAction = TypeOf<typeof grpcAction>

export const probeHandler = object('io.k8s.api.core.v1.ProbeHandler', {
  exec: opt(1, execAction, { pointer: true }),
  httpGet: opt(2, httpGetAction, { pointer: true }),
  tcpSocket: opt(3, tcpSocketAction, { pointer: true }),
  grpc: opt(4, grpcAction, { pointer: true }),
})
export type ProbeHandler = TypeOf<typeof probeHandler>

export const probe = object('io.k8s.api.core.v1.Probe', {
  ...inline(1, probeHandler),
  initialDelaySeconds: opt(2, int32),
  timeoutSeconds: opt(3, int32),
  periodSeconds: opt(4, int32),
  successThreshold: opt(5, int32),
  failureThreshold: opt(6, int32),
  terminationGracePeriodSeconds: opt(7, int64, { pointer: true }),
})
export type Probe = TypeOf<typeof probe>
