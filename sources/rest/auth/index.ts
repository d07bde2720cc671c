import type { Auth } from "../settings.ts";
import { noCredentials, type Authenticate } from "./authentication.ts";
import { apiKey, basic, bearer, bySecret } from "./by-secret.ts";
import { oauth2, type Oauth2Options } from "./oauth2.ts";

export const authentication = (auth: Auth, options: Oauth2Options): Authenticate => {
  const { readSecret, secretId } = options;
  switch (auth.type) {
    case "none":
      return () => Promise.resolve(noCredentials);
    case "bearer":
      return bySecret(readSecret, secretId, bearer(secretId));
    case "api-key":
      return bySecret(readSecret, secretId, apiKey(auth, secretId));
    case "basic":
      return bySecret(readSecret, secretId, basic(secretId));
    case "oauth2":
      return oauth2(auth, options);
  }
};
