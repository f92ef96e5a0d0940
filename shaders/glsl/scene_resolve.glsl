// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// From the layers of a tile to its pixels.

#ifdef KKR_VERTEX

void main()
{
    vec2 corner = vec2((gl_VertexID == 1) ? 3.0 : -1.0, (gl_VertexID == 2) ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}

#endif
#ifdef KKR_FRAGMENT

const int STEP_LAYER = 0, STEP_PEELED = 1, STEP_WEIGHTED = 2;

uniform int u_step;
uniform int u_samples;         // a pixel is the mean of u_samples x u_samples
uniform ivec2 u_corner;        // of the tile in the picture, pixels
uniform sampler2D u_solid;     // what is opaque
uniform sampler2D u_veil;      // what is translucent: one layer, all layers, or sums
uniform sampler2D u_weights;   // of the sums

layout(location = 0) out vec4 out_color;

vec4 over(ivec2 at)
{
    vec4 solid = texelFetch(u_solid, at, 0), veil = texelFetch(u_veil, at, 0);
    if (u_step == STEP_WEIGHTED) {
        // rgb: sum of colour alpha weight; a: product of (1 - alpha)
        float weight = texelFetch(u_weights, at, 0).r;
        if (weight <= 0.0)
            return solid;
        veil = vec4(veil.rgb / weight * (1.0 - veil.a), 1.0 - veil.a);
    }
    return veil + (1.0 - veil.a) * solid;
}

void main()
{
    if (u_step == STEP_LAYER) {
        out_color = texelFetch(u_veil, ivec2(gl_FragCoord.xy), 0);
        return;
    }
    ivec2 first = (ivec2(gl_FragCoord.xy) - u_corner) * u_samples;
    vec4 sum = vec4(0.0);
    for (int j = 0; j < u_samples; j++)
        for (int i = 0; i < u_samples; i++)
            sum += over(first + ivec2(i, j));
    out_color = sum / float(u_samples * u_samples);
}

#endif
