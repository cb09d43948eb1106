import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import { routesYaml } from '../../route-yaml/routes-yaml.ts';
import { endpoint } from './endpoint.ts';
import { routeAnswer, routeView } from './route-view.ts';

/** `GET /api/routes` */
export const routesEndpoint = endpoint({
  answer: z.array(routeAnswer),
  reply: ({ routes, document, workOf }) =>
    success(
      routes.all().map((counts) => {
        const { works } = workOf(counts.route);
        return routeView(counts, document.operationIdOf(counts.route), works);
      }),
    ),
});

/** `GET /api/routes.yaml`: the routes as YAML for the config. */
export const routesYamlEndpoint = endpoint({
  answer: z.string(),
  answerType: 'application/yaml',
  reply: ({ config, routes }) => success(routesYaml(config, routes.all())),
});
