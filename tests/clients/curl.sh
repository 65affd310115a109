# sh curl.sh HTTP HTTPS CERTIFICATE COUNT: plain requests, every other one over TLS.
set -e
export HTTP=$1 HTTPS=$2 CERTIFICATE=$3

# Of twenty jobs one is a stream, one is cancelled, and five wait in the queue.
job() {
  nth=$1
  base=$HTTP
  [ $((nth % 2)) = 0 ] || base=$HTTPS
  # It asks for HTTP/2 on a plain connection by an upgrade, over TLS in the handshake.
  version=""
  [ $((nth / 2 % 2)) = 0 ] || version=--http2
  ask() { curl -sS $version --fail-with-body --cacert "$CERTIFICATE" -H "Authorization: Key $FAL_KEY" -H "Content-Type: application/json" "$@"; }
  address() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
  body="{\"num_images\": $((nth % 4 + 1))}"
  case $((nth % 20)) in
    7) ask -N -d "$body" "$base/run/fal-ai/flux/dev/stream" | grep -q '^data: ' ;;
    3)
      cancel=$(ask -d "$body" "$base/queue/fal-ai/flux/dev" | address cancel_url)
      ask -X PUT "$cancel" > /dev/null || ask "${cancel%/cancel}" > /dev/null ;;
    1 | 5 | 9 | 13 | 17)
      submitted=$(ask -d "$body" "$base/queue/fal-ai/flux/dev")
      until ask "$(echo "$submitted" | address status_url)" | grep -q COMPLETED; do sleep 0.1; done
      ask "$(echo "$submitted" | address response_url)" | grep -q images ;;
    *) ask -d "$body" "$base/run/fal-ai/recraft-v3" | grep -q images ;;
  esac
}

nth=0
while [ "$nth" -lt "$4" ]; do
  pids=""
  for _ in 1 2 3 4 5 6 7 8; do
    job "$nth" & pids="$pids $!"
    nth=$((nth + 1))
    [ "$nth" -lt "$4" ] || break
  done
  for pid in $pids; do wait "$pid"; done
done
