// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// One panel of the four: a value of the slice, through the scale, to a colour.
// The same steps as kkr_scale_position() and kkr_colormap_color() on the CPU;
// tests/render/test_renderer.c holds both against each other.

#ifdef KKR_VERTEX

void main()
{
    // one triangle that covers the viewport, corners (-1,-1), (3,-1), (-1,3)
    vec2 corner = vec2((gl_VertexID == 1) ? 3.0 : -1.0, (gl_VertexID == 2) ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}

#endif
#ifdef KKR_FRAGMENT

uniform sampler2D u_values;  // r: V, g: V - V0; UNKNOWN where there is none
uniform isampler2D u_owner;  // site >= 0, -1 nobody, <= -2 host beyond the cluster
uniform sampler2D u_map;     // colour map, a row
uniform vec2 u_texel_origin; // texel under the viewport's corner
uniform float u_texel_step;  // texels per device pixel
uniform vec2 u_corner;       // of the viewport in the framebuffer, device pixels
uniform int u_component;     // 0: V, 1: V - V0
uniform bool u_absolute;
uniform int u_kind;          // kkr_scale_kind
uniform bool u_signed;
uniform float u_low, u_limit, u_linear_to;
uniform vec3 u_paper;        // where nothing was sampled yet
uniform vec3 u_unknown;      // where nothing is known
uniform vec3 u_hatch_color;  // lines across it
uniform ivec3 u_hatch;       // their period and width, the panel's height, pixels
uniform vec3 u_ground;       // what the host beyond the cluster fades into
uniform float u_dim;         // how much of its colour it keeps

out vec4 out_color;

const float UNKNOWN = 1e38;
const float LN10 = 2.302585092994046;

float signed_fraction(float x)
{
    if (u_kind == 2) { // symlog: the linear part takes the room of one decade
        float decades = log(u_limit / u_linear_to) / LN10;
        float a = abs(x) / u_linear_to;
        float y = a <= 1.0 ? a : 1.0 + log(a) / LN10;
        return sign(x) * y / (1.0 + decades);
    }
    if (u_kind == 3)
        return asinh(x / u_linear_to) / asinh(u_limit / u_linear_to);
    return x / u_limit;
}

float scale_position(float x)
{
    if (u_signed)
        return 0.5 + 0.5 * signed_fraction(x);
    if (u_kind == 1)
        return x > 0.0 ? log(x / u_low) / log(u_limit / u_low) : -1.0;
    return (x - u_low) / (u_limit - u_low);
}

void main()
{
    vec2 at = u_texel_origin + (gl_FragCoord.xy - u_corner) * u_texel_step;
    ivec2 texel = ivec2(floor(at));
    ivec2 size = textureSize(u_values, 0);
    out_color.a = 1.0;
    if (any(lessThan(texel, ivec2(0))) || any(greaterThanEqual(texel, size))) {
        out_color.rgb = u_paper;
        return;
    }
    float value = texelFetch(u_values, texel, 0)[u_component];
    if (value >= UNKNOWN) {
        // lines from lower left to upper right
        ivec2 pixel = ivec2(gl_FragCoord.xy - u_corner);
        int down = u_hatch.z - 1 - pixel.y;
        int across = u_hatch.x > 0 ? (pixel.x + down) % u_hatch.x : u_hatch.y;
        out_color.rgb = across < u_hatch.y ? u_hatch_color : u_unknown;
        return;
    }
    if (u_absolute)
        value = abs(value);
    float position = clamp(scale_position(value), 0.0, 1.0);
    int last = textureSize(u_map, 0).x - 1;
    vec3 color = texelFetch(u_map, ivec2(int(floor(position * last + 0.5)), 0), 0).rgb;
    if (texelFetch(u_owner, texel, 0).r <= -2)
        color = mix(u_ground, color, u_dim);
    out_color.rgb = color;
}

#endif
