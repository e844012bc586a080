<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Kvitteringer: det AppReceipt og arkivmelding_kvittering har felles. De har de samme fire typene og de samme
  meldingene, i samme rekkefølge, like meldinger medregnet.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!--
    Typen til en kvittering.
    Parametre: oppgitt  teksten som står i kilden
    Resultat:  OK, WARNING, ERROR eller NOTSUPPORTED; tomt når teksten ikke er en av dem.
  -->
  <xsl:template name="kvitteringstype">
    <xsl:param name="oppgitt"/>
    <xsl:variable name="type"
        select="translate(normalize-space($oppgitt), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/>
    <xsl:if test="$type = 'OK' or $type = 'WARNING' or $type = 'ERROR' or $type = 'NOTSUPPORTED'">
      <xsl:value-of select="$type"/>
    </xsl:if>
  </xsl:template>

  <!--
    Teksten i meldingen som forklarer hvorfor en kvittering uten kjent type er ERROR. Det som sto der, er med: den
    som får kvitteringen, har ingen annen måte å se det på.
    Parametre: felt     navnet på feltet
               oppgitt  noden; ingen når feltet mangler
    Resultat:  tekst.
  -->
  <xsl:template name="ukjent-kvitteringstype">
    <xsl:param name="felt"/>
    <xsl:param name="oppgitt"/>
    <xsl:choose>
      <xsl:when test="normalize-space($oppgitt) = ''">
        <xsl:value-of select="concat($felt, ' mangler.')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat($felt, ' er ukjent: ', $oppgitt)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Koden til en melding som ikke har noen, og til dem vi selv skriver. -->
  <xsl:variable name="ukjent-kode" select="'Unknown'"/>

</xsl:stylesheet>
