// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// An image over the whole picture, pixel by pixel; its top row comes first.

#ifdef KKR_VERTEX

void main()
{
    vec2 corner = vec2((gl_VertexID == 1) ? 3.0 : -1.0, (gl_VertexID == 2) ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}

#endif
#ifdef KKR_FRAGMENT

uniform sampler2D u_marks;

out vec4 out_color;

void main()
{
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    pixel.y = textureSize(u_marks, 0).y - 1 - pixel.y;
    out_color = texelFetch(u_marks, pixel, 0);
}

#endif
