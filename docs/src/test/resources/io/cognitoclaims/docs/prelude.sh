# What stands around the commands of a page when CommandBlocksIT runs them. It sets the variables DOCS_….

# The status of each answer is kept beside what the command prints. The sample that is not part of the demo has a port of its
# own, and here any free one.
curl() {
  local arguments=() argument
  for argument in "$@"; do
    arguments+=("${argument//:8084\//:${DOCS_PORT:-8084}/}")
  done
  command curl --max-time 30 -D "$DOCS_WORK/headers-$DOCS_AT" "${arguments[@]}"
}

# The command line tool; or a server: on a free port, in the background, until the page ends. It must say that it listens.
servers=()
java() {
  case "$*" in
    *cli/target/*)
      "$DOCS_JAVA" "$@"
      return
      ;;
  esac
  local log="$DOCS_WORK/server-${#servers[@]}.log" tries=0
  PORT=0 "$DOCS_JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$@" >"$log" 2>&1 &
  servers+=($!)
  until grep -q 'listening on' "$log"; do
    kill -0 $! 2>/dev/null && [ $((tries += 1)) -lt 1200 ] || { cat "$log" >&2; return 1; }
    sleep 0.1
  done
  DOCS_PORT=$(grep -o 'localhost:[0-9]*' "$log" | head -1 | cut -d: -f2)
}
trap '[ ${#servers[@]} = 0 ] || kill "${servers[@]}"' EXIT

# A person at the pool's page.
new_code() {
  command curl -sLo /dev/null -w '%{redirect_url}' --max-redirs 1 -c /dev/null -b XSRF-TOKEN=x \
    -d '_csrf=x&username=test-user@amazon.com&password=Local-Pass-1' \
    "$DOCS_POOL/login?response_type=code&client_id=55pb79dl8gm0i1ho9hdre91r3k&redirect_uri=$DOCS_WEB/callback" | sed 's/.*code=//'
}

# A person at the keyboard.
read() {
  case "$*" in
    *password) password=Local-Pass-1 ;;
    *code) code=$(new_code) ;;
    *) return 1 ;;
  esac
}

# What AWS would know of the stack; its words are those of the demo's pool. The real CLI asks the demo's pool.
aws() {
  case "$*" in
    *describe-stacks*"'UserPoolId'"*) echo us-east-1_LocalPool ;;
    *describe-stacks*"'ClientId'"*) echo 55pb79dl8gm0i1ho9hdre91r3k ;;
    *describe-stacks*"'DomainUrl'"*) echo "$DOCS_POOL" ;;
    *describe-stacks*"'SignInUrl'"*) echo "$DOCS_POOL/login" ;;
    *describe-stacks*"'LogGroup'"*) echo pet-preference ;;
    *describe-stacks*"'Environment'"*)
      echo "COGNITO_ISSUER=$DOCS_POOL/us-east-1_LocalPool COGNITO_CLIENT_IDS=55pb79dl8gm0i1ho9hdre91r3k COGNITO_TOKEN_USE=access"
      ;;
    *describe-user-pool-client*) echo local-secret ;;
    *admin-set-user-password* | *admin-update-user-attributes* | *filter-log-events*) ;;
    *initiate-auth*) AWS_MAX_ATTEMPTS=1 command aws "$@" ;;
    *) return 1 ;;
  esac
}
