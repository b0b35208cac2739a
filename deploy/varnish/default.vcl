# Varnish in front of Medspa CMS's content API, purged by CDN_PURGE=xkey. It needs vmod_xkey (Debian: varnish-modules).
# Change the backend, who may purge, and the secret: that of CDN_PURGE_SECRET.
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 15s;
}

acl purgers {
    "localhost";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers || req.http.Purge-Secret != "change-me") {
            return (synth(403));
        }
        # By its address: a file, where you let Varnish keep files too.
        if (!req.http.xkey-purge) {
            return (purge);
        }
        return (synth(200, "Forgotten: " + xkey.purge(req.http.xkey-purge)));
    }
    # The admin, files and everything that carries a secret pass by.
    if (req.url !~ "^/graphql/(\?|$)" || req.http.Authorization || req.http.X-Preview-Token || req.http.X-Query-Cost) {
        return (pass);
    }
    # The content API reads no cookie.
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # By the whole address, the host and (by Vary) Accept: the answers that say for how long, and no others. Varnish asks for
    # gzip, keeps that, and unpacks it for who does not take it.
    if (bereq.uncacheable || beresp.status != 200 || beresp.http.Cache-Control !~ "s-maxage=[1-9]") {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        return (deliver);
    }
    # Nothing is served past its time: it may be a page's last moment.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    set beresp.http.xkey = beresp.http.Surrogate-Key;
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
    # Caches behind this one are purged by nobody.
    if (resp.http.Cache-Control ~ "s-maxage") {
        set resp.http.Cache-Control = "public, no-cache";
        unset resp.http.Age;
    }
}
