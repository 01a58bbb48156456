// An Ingress that names no class gets the default one, if there is one.
// Upstream: plugin/pkg/admission/network/defaultingressclass/admission.go.
import { Ingress } from '../../../../api/networking/ingress/ingress.kind.ts'
import { IngressClass } from '../../../../api/networking/ingress-class/ingress-class.kind.ts'
import { defineAdmission, forbid } from '../../admission.ts'

const isDefaultKey = 'ingressclass.kubernetes.io/is-default-class'
const oldClassKey = 'kubernetes.io/ingress.class'

export const defaultIngressClass = defineAdmission<Ingress>({
  name: 'DefaultIngressClass',
  kinds: [Ingress],
  on: ['CREATE'],
  mutate(request, reader) {
    const { object: ingress } = request
    if (ingress === undefined || ingress.spec?.ingressClassName !== undefined) return undefined
    if (ingress.metadata.annotations?.[oldClassKey] !== undefined) return undefined
    const marked = reader
      .list(IngressClass)
      .filter(({ metadata }) => metadata.annotations?.[isDefaultKey] === 'true')
    if (marked.length > 1) {
      const why = `Internal error occurred: ${marked.length} default IngressClasses were found, only 1 allowed`
      return forbid(request as never, why)
    }
    const [only] = marked
    if (only !== undefined) ingress.spec = { ...ingress.spec, ingressClassName: only.metadata.name }
    return undefined
  },
})
